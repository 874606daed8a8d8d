/* SPDX-License-Identifier: Apache-2.0 */
/* content_client.h: a client that decides by content, as each of our sensors does, or refuses the canary alone. */
#ifndef RB_CONTENT_CLIENT_H
#define RB_CONTENT_CLIENT_H

#include "client.h"
#include "content.h"

struct rb_content_client {
	const struct rb_content *content; /* NULL: none */
	const struct rb_shared *shared;   /* where the canary is, and whether it is being done */
};

/* Whether it looks at the path. */
bool rb_content_client_wants_path(const struct rb_content_client *client);
/* An rb_client_main; the argument is a struct rb_content_client. */
int rb_content_client_main(struct rb_connection *connection, int number, void *argument);

#endif
