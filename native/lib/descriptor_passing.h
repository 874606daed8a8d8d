/* SPDX-License-Identifier: Apache-2.0 */
/* descriptor_passing.h: one file descriptor over a unix socket; see cmsg(3). 0 or negative errno. */
#ifndef RB_DESCRIPTOR_PASSING_H
#define RB_DESCRIPTOR_PASSING_H

int rb_send_descriptor(int socket, int fd);
/* Returns the descriptor. */
int rb_receive_descriptor(int socket);

#endif
