/* SPDX-License-Identifier: Apache-2.0 */
#include "content_client.h"

#include "interpreter.h"

/* What a rule may look at for its decision to hold for whoever asks next. */
#define OF_THE_OBJECT (1u << RB_FIELD_OPERATION | 1u << RB_FIELD_PATH)

bool rb_content_client_wants_path(const struct rb_content_client *client)
{
	return client->content;
}

/* The carrier of calls has a canary of its own, whatever the content says: see RB_CANARY_ADDRESS. */
static bool is_canary_call(const struct rb_message *message)
{
	return message->kind == RB_KIND_CALL && message->object.inode == RB_CANARY_ADDRESS;
}

static bool is_canary_file(const struct rb_shared *shared, const struct rb_message *message)
{
	return __atomic_load_n(&shared->phase, __ATOMIC_ACQUIRE) == RB_PHASE_CANARY && message->object.inode &&
	       message->kind != RB_KIND_CALL && message->object.inode == shared->canary_key;
}

static bool is_denied(const struct rb_content_client *client, const struct rb_message *message)
{
	const struct rb_content *content = client->content;

	if (is_canary_call(message))
		return true;
	return content ? rb_denies(content, rb_evaluate_record(content, &message->record)) :
			 is_canary_file(client->shared, message);
}

int rb_content_client_main(struct rb_connection *connection, int number, void *argument)
{
	const struct rb_content_client *client = argument;
	const struct rb_content *content = client->content;
	const enum rb_reuse reuse = !content ? RB_REUSE_BY_CONTENT :
		content->header.fields_used & ~OF_THE_OBJECT ? RB_REUSE_NEVER : RB_REUSE_BY_NAME;
	struct rb_message message;

	(void)number;
	while (rb_client_receive(connection, &message, -1))
		rb_client_answer(connection, message.id,
				 is_denied(client, &message) ? RB_DECISION_DENY : RB_DECISION_ALLOW, reuse);
	return 0;
}
