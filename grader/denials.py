"""
Say which system calls are denied, and on what condition. Pure data: compiles nothing.

What is not named is allowed: what is dangerous is a short list that ages slowly, while the calls that
CPython, NumPy and a C library make differ with every version of them.
"""

from __future__ import annotations

import errno
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

OWN_PID = 0x7FFFFFF1
"""Stands in the second filter for the process's own number, which is put in where it is installed."""

KILL_PROCESS = 0x80000000
REFUSE, ABSENT, PRETEND = 0x00050000 | errno.EPERM, 0x00050000 | errno.ENOSYS, 0x00050000
LOW_HALF = 0xFFFFFFFF


@dataclass(frozen=True)
class Rule:
    """
    What happens to some calls.

    Attributes:
        names: Names of the calls; those that this architecture or kernel does not have are left out.
        action: What seccomp returns.
        argument: The argument that decides, by its low half: the kernel looks at no more of an int.
        mask: With *values*: the rule holds where the argument has one of them under the mask ...
        values: ... or, without a mask, where it has none of them. Empty: the rule always holds.
        when: The condition in words.
    """

    names: str
    action: int = REFUSE
    argument: int = 0
    mask: int = 0
    values: tuple[int, ...] = ()
    when: str = ""


NEWER = {"statmount": 457, "listmount": 458, "lsm_set_self_attr": 460, "open_tree_attr": 467}
"""Calls that a libseccomp older than the kernel does not know; new numbers are equal everywhere."""

_NAMESPACES = (0x20000, 0x2000000, 0x4000000, 0x8000000, 0x10000000, 0x20000000, 0x40000000)
_THREAD = 0x10000
_UNIX, _DATAGRAM, _RAW, _TYPE = 1, 2, 3, 0xF
_QUERY = 0xFFFFFFFF
_INJECTIONS = (0x5412, 0x541C)  # TIOCSTI, TIOCLINUX
_OWNERS = (8, 10, 15)  # F_SETOWN, F_SETSIG, F_SETOWN_EX
_SHARED = (
    36,
    37,
    38,
    1024,
    1026,
    1036,
    1038,
)  # locks of open files, leases, F_NOTIFY, hints on how it is written
_SIGKILL = 9
_OWNER_REQUESTS = (0x8901, 0x8902)  # FIOSETOWN, SIOCSPGRP
_ATTRIBUTES = (1, 4, 36, 62)  # PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_SET_CHILD_SUBREAPER, PR_SCHED_CORE
_FLAG_REQUESTS = (0x40086602, 0x40046602, 0x401C5820)  # FS_IOC_SETFLAGS (also 32 bit), FS_IOC_FSSETXATTR
_CUT = 0x200  # O_TRUNC
_OWN = (0, OWN_PID)

SANDBOX = (
    Rule("ptrace process_vm_readv process_vm_writev process_madvise process_mrelease", KILL_PROCESS),
    Rule("kcmp pidfd_getfd keyctl add_key request_key lsm_set_self_attr", KILL_PROCESS),
    Rule("mount umount umount2 move_mount open_tree open_tree_attr fsopen fsconfig fsmount", KILL_PROCESS),
    Rule("fspick mount_setattr pivot_root chroot unshare setns", KILL_PROCESS),
    Rule("bpf perf_event_open userfaultfd fanotify_init fanotify_mark lookup_dcookie", KILL_PROCESS),
    Rule("io_uring_setup io_uring_enter io_uring_register", KILL_PROCESS),
    Rule("init_module finit_module delete_module create_module kexec_load kexec_file_load", KILL_PROCESS),
    Rule("reboot swapon swapoff quotactl quotactl_fd acct vhangup syslog nfsservctl", KILL_PROCESS),
    Rule("open_by_handle_at name_to_handle_at uselib iopl ioperm modify_ldt vm86 vm86old", KILL_PROCESS),
    Rule("settimeofday clock_settime clock_settime64 stime adjtimex clock_adjtime", KILL_PROCESS),
    Rule("clock_adjtime64 sethostname setdomainname", KILL_PROCESS),
    # The inherited socket is connected: it needs none of these, and no other can be made.
    Rule("socket bind connect listen accept accept4"),
    Rule("socketpair", values=(_UNIX,), when="of any family but AF_UNIX"),
    # A pair of datagram sockets can send to any named one on the machine.
    Rule("socketpair", argument=1, mask=_TYPE, values=(_DATAGRAM, _RAW), when="of datagrams"),
    # What these hold outlives the process, is shared by the machine or is memory that no limit counts.
    Rule("shmget shmat shmctl semget semop semtimedop semctl msgget msgsnd msgrcv msgctl"),
    Rule("mq_open mq_unlink io_setup memfd_create memfd_secret"),
    Rule("migrate_pages move_pages vmsplice statmount listmount"),
    *(Rule("clone", mask=flag, values=(flag,), when="into a new namespace") for flag in _NAMESPACES),
    Rule("personality", values=(_QUERY,), when="to change it"),
    Rule("ioctl", argument=1, mask=LOW_HALF, values=_INJECTIONS, when="to type into a terminal"),
    # Its flags are behind a pointer; C libraries that are told it does not exist call clone.
    Rule("clone3", ABSENT),
)

LONE = (
    Rule("fork vfork execve execveat"),
    Rule("clone", mask=_THREAD, values=(0,), when="of anything but a thread"),
    Rule("kill tkill tgkill rt_sigqueueinfo rt_tgsigqueueinfo", values=(OWN_PID,), when="of others"),
    # So that a SIGKILL is always the work of somebody else, or of the kernel.
    Rule("kill tkill", KILL_PROCESS, 1, LOW_HALF, (_SIGKILL,), "by SIGKILL"),
    Rule("tgkill", KILL_PROCESS, 2, LOW_HALF, (_SIGKILL,), "by SIGKILL"),
    Rule("rt_sigqueueinfo", KILL_PROCESS, 1, LOW_HALF, (_SIGKILL,), "by SIGKILL"),
    Rule("rt_tgsigqueueinfo", KILL_PROCESS, 2, LOW_HALF, (_SIGKILL,), "by SIGKILL"),
    Rule("pidfd_open pidfd_send_signal"),
    # The owner of a descriptor is sent a signal of the sender's choice when data arrives.
    Rule("fcntl", argument=1, mask=LOW_HALF, values=_OWNERS, when="to name an owner"),
    # These outlive the check, hold up whoever opens the file, or mark it.
    Rule("fcntl", argument=1, mask=LOW_HALF, values=_SHARED, when="to leave something behind"),
    Rule("ioctl", argument=1, mask=LOW_HALF, values=_OWNER_REQUESTS, when="to name an owner"),
    Rule("prlimit64 sched_setaffinity sched_setscheduler", values=_OWN, when="of others"),
    Rule("sched_setparam sched_setattr", values=_OWN, when="of others"),
    # It stays in the group by which it is killed.
    Rule("setpgid setsid"),
    Rule("setpriority ioprio_set", PRETEND),
    Rule("prctl", mask=LOW_HALF, values=_ATTRIBUTES, when="to change what its parent relies on"),
    Rule("clone3", ABSENT),
)

MARKS = (
    # Landlock lets these through, and devices are those of the machine: a mark on a file outlives the check
    # that made it. Honest code, such as `shutil.copy`, is told that they have worked and goes on.
    Rule("chmod fchmod fchmodat fchmodat2 chown fchown lchown fchownat", PRETEND),
    Rule("utime utimes utimensat utimensat_time64 futimesat", PRETEND),
    Rule("setxattr lsetxattr fsetxattr setxattrat removexattr lremovexattr fremovexattr", PRETEND),
    Rule("removexattrat file_setattr", PRETEND),
    Rule("inotify_init inotify_init1"),
    Rule("ioctl", argument=1, mask=LOW_HALF, values=_FLAG_REQUESTS, when="to set a file's flags"),
)

CUTS = (
    # Before Linux 6.2 Landlock does not see these, with which a file that may only be read is cut short.
    Rule("truncate truncate64"),
    Rule("open", argument=1, mask=_CUT | 3, values=(_CUT,), when="to read what it empties"),
    Rule("openat", argument=2, mask=_CUT | 3, values=(_CUT,), when="to read what it empties"),
    Rule("openat2", ABSENT),
)


def denied_names() -> Mapping[str, tuple[str, ...]]:
    """
    Return what the filters deny, sorted, with the condition in brackets where there is one.

    Returns:
        `killed` and `refused` everywhere in a sandbox; `killed_alone` and `refused_alone` beside student
        code; `pretended` does nothing there and says that it has worked; `absent` is answered as by a
        kernel that does not have the call.
    """
    alone = (*LONE, *MARKS, *CUTS)
    return {
        "killed": _described(rule for rule in SANDBOX if rule.action == KILL_PROCESS),
        "refused": _described(rule for rule in SANDBOX if rule.action == REFUSE),
        "killed_alone": _described(rule for rule in alone if rule.action == KILL_PROCESS),
        "refused_alone": _described(rule for rule in alone if rule.action == REFUSE),
        "pretended": _described(rule for rule in alone if rule.action == PRETEND),
        "absent": _described(rule for rule in (*SANDBOX, *alone) if rule.action == ABSENT),
    }


def _described(rules: Iterable[Rule]) -> tuple[str, ...]:
    texts = {f"{name} ({rule.when})" if rule.when else name for rule in rules for name in rule.names.split()}
    return tuple(sorted(texts))
