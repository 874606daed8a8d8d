/* SPDX-License-Identifier: Apache-2.0 */
#ifndef RB_GUEST_H
#define RB_GUEST_H

/* Does what the orders from the port say, and never returns but for a port that there is not. */
int rb_guest_command(const char *port_file, const char *native_dir);

#endif
