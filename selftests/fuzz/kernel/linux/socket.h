/* SPDX-License-Identifier: GPL-2.0 */
#ifndef FUZZ_LINUX_SOCKET_H
#define FUZZ_LINUX_SOCKET_H

#include_next <linux/socket.h>

#define AF_INET		2
#define AF_INET6	10

#endif /* FUZZ_LINUX_SOCKET_H */
