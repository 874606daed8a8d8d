/* SPDX-License-Identifier: Apache-2.0 */
/*
 * broker.h: the platform between a carrier and its clients. A carrier submits a question for each caller that it holds;
 * the broker asks the clients and gives each question exactly one verdict, within the deadline whatever clients do:
 *   the first denial is the verdict; an allow needs the answer of everybody who was asked;
 *   who misses its deadline is treated as the miss mode says, and nothing that was missed is ever cached;
 *   a client that cannot take a message (its queue is full, it is dead) allows, unless the mode is FAIL_CLOSED.
 * One thread, no system calls, no clock: times are given to it. What clients write is untrusted: see channel.h.
 */
#ifndef RB_BROKER_H
#define RB_BROKER_H

#include "cache.h"
#include "channel.h"
#include "mute.h"

/* Questions that wait for verdicts at once. */
#define RB_QUESTIONS_MAX 256u

enum rb_miss_mode {
	RB_MISS_KILL,        /* the client is killed, and no longer asked; it does not count */
	RB_MISS_FAIL_OPEN,   /* counts as an allow */
	RB_MISS_FAIL_CLOSED, /* counts as a denial; and what nobody can judge is denied */
};

struct rb_policy {
	int64_t deadline_ns;
	enum rb_miss_mode miss;
	uint32_t cached_percent; /* of objects whose verdicts may be cached; 0: none */
};

/* Of what a question tells of itself, what somebody looks at. Process and object number always. */
enum rb_wanted {
	RB_WANTS_PATH = 1,
	RB_WANTS_USER = 2,
	RB_WANTS_OBJECT = 4,
};

struct rb_question {
	uint64_t cookie;         /* the carrier's own */
	enum rb_kind kind;
	bool fresh;              /* changed just now: its times may not tell the next change. Never cached */
	int hold;                /* the broker's to fill: what rb_broker_ops::hold returned */
	struct rb_object object;
	struct rb_record record; /* path_len is negative where the path is not known */
};

/* Why a verdict is what it is. */
enum rb_why {
	RB_WHY_JUDGED,   /* by the clients */
	RB_WHY_CACHED,
	RB_WHY_MUTED,    /* nobody wants to be asked */
	RB_WHY_UNJUDGED, /* somebody who was asked did not answer (missed, full, died), or nobody is left to ask */
};

struct rb_verdict {
	enum rb_decision decision;
	enum rb_why why;
	enum rb_reuse reuse; /* what its cache entry holds for; RB_REUSE_NEVER: it has none */
};

/* What a broker asks of its carrier. None of them may call the broker. */
struct rb_broker_ops {
	/*
	 * From the return on the object's content does not change before rb_broker_object_changed() was called; RB_NO_HOLD
	 * where that cannot be had, for one who writes it now. Asked only where a verdict may be cached.
	 */
	int (*hold)(void *carrier, const struct rb_question *question);
	/* The verdict; the question is over, and its hold too, unless the verdict has a cache entry. */
	void (*settle)(void *carrier, const struct rb_question *question, const struct rb_verdict *verdict);
	/* The cache no longer needs it. Never called for RB_NO_HOLD. */
	void (*let_go)(void *carrier, int hold);
	/* Messages for this client are in its channel. */
	void (*wake)(void *carrier, int client);
	/* RB_MISS_KILL: end it. */
	void (*kill)(void *carrier, int client);
	/* rb_descends() */
	bool (*descends)(void *carrier, uint32_t process, uint32_t ancestor);
};

struct rb_broker_statistics {
	uint64_t submitted;
	uint64_t verdicts[RB_WHY_UNJUDGED + 1]; /* by enum rb_why */
	uint64_t denied;
	uint64_t missed;    /* deadlines, of all clients */
	uint64_t full;      /* messages that found a queue full */
	uint64_t overrun;   /* a client's count of answers made no sense: they were thrown away */
	uint64_t results[RB_RESULTS]; /* of answers */
};

/* A question that was asked of a client, by its number there. */
struct rb_asked {
	uint64_t id;
	int64_t deadline_ns;
	uint16_t question;  /* index of rb_broker::waiting */
	uint8_t state;      /* RB_ASKED_... of broker.c */
};

struct rb_broker_client {
	struct rb_channel *channel;
	uint32_t process;   /* it is not asked about what it does itself: it could not answer */
	bool alive;
	bool wants_path;
	struct rb_mutes mutes;
	uint64_t secret;    /* what the ids of its messages begin with */
	uint64_t total;
	uint64_t sequences[RB_KINDS];
	uint64_t asked;     /* messages written */
	uint64_t oldest;    /* no message before that waits */
	uint32_t answered;  /* answers read */
	uint32_t unanswered;
	struct rb_asked questions[RB_CHANNEL_SLOTS];
};

struct rb_waiting {
	bool used;
	bool settled;       /* there is a verdict; clients may still owe answers */
	bool flawed;        /* somebody did not judge it */
	uint8_t owing;      /* clients that owe an answer, a bit each */
	enum rb_reuse reuse; /* the least of the answers */
	struct rb_question question;
};

struct rb_broker {
	struct rb_policy policy;
	const struct rb_broker_ops *ops;
	void *carrier;
	int client_count;
	uint32_t unsettled; /* questions without a verdict */
	struct rb_broker_statistics statistics;
	struct rb_broker_client clients[RB_CLIENTS_MAX];
	struct rb_waiting waiting[RB_QUESTIONS_MAX];
	struct rb_cache cache;
};

/* Without clients. `ops` and `carrier` stay the caller's. */
void rb_broker_init(struct rb_broker *broker, const struct rb_policy *policy, const struct rb_broker_ops *ops,
		    void *carrier);
/* Its number, or -ENOSPC. What was cached is dropped: this one has not judged it. `secret` should be hard to guess. */
int rb_broker_add_client(struct rb_broker *broker, struct rb_channel *channel, uint32_t process, bool wants_path,
			 uint64_t secret);
/* Replaces what it is not asked about. What was cached is dropped. */
void rb_broker_mute(struct rb_broker *broker, int client, const struct rb_mutes *mutes);
/* RB_WANTS_... of all, for the carrier to fill in before it submits. */
uint32_t rb_broker_wants(const struct rb_broker *broker);
/* Settles it at once (mute, cache, nobody to ask) or asks. The question is copied. */
void rb_broker_submit(struct rb_broker *broker, const struct rb_question *question, int64_t now_ns);
/* Whether a client has answered what was not yet taken in. */
bool rb_broker_has_answers(const struct rb_broker *broker);
/* Takes in answers, at most RB_CHANNEL_SLOTS a client. Those at or after their deadline are late, whenever they were written. */
void rb_broker_collect(struct rb_broker *broker, int64_t now_ns);
/* Treats what was missed. */
void rb_broker_expire(struct rb_broker *broker, int64_t now_ns);
/* The next deadline that can be missed; INT64_MAX: none. */
int64_t rb_broker_next_deadline_ns(const struct rb_broker *broker);
/* It is dead: what it owes is treated as missed, and it is not asked again. */
void rb_broker_client_died(struct rb_broker *broker, int client);
/* The object is no longer what was judged, or no longer held. */
void rb_broker_object_changed(struct rb_broker *broker, uint64_t device, uint64_t inode);
/* Everything that waits gets a verdict as if it were missed, and the cache is dropped. Nobody is killed. */
void rb_broker_end(struct rb_broker *broker);

#endif
