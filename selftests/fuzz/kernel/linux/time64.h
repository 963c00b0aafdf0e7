/* SPDX-License-Identifier: GPL-2.0 */
#ifndef FUZZ_LINUX_TIME64_H
#define FUZZ_LINUX_TIME64_H

#define NSEC_PER_MSEC	1000000L

#endif /* FUZZ_LINUX_TIME64_H */
