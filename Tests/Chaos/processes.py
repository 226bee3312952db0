"""Child processes of which none is left over: each leads a group of its own and dies with its parent."""
import ctypes
import os
import signal
import subprocess
import time

PR_SET_PDEATHSIG, PR_SET_CHILD_SUBREAPER = 1, 36
libc = ctypes.CDLL(None, use_errno=True)


class Family:
    """The children of this process. A context manager: at its end, however it comes, none of them lives.

    Launch from the main thread only: the kernel takes the end of the thread that launched a child for its parent's end.
    A child that starts processes of its own should `exec` the last one: those in its group are ended with it, but when
    this process is killed by SIGKILL only its direct children are.
    """

    def __enter__(self):
        self.children = []
        # Orphans of our children become ours, so that those can be found that have left their group.
        libc.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
        return self

    def __exit__(self, *_):
        for child in list(self.children):
            self.kill(child)
        deadline = time.monotonic() + 2
        while (orphans := orphans_of(os.getpid())) and time.monotonic() < deadline:
            for orphan in orphans:
                os.kill(orphan, signal.SIGKILL)
                os.waitpid(orphan, 0)

    def launch(self, command, **options):
        """Starts a command (a list of words) as subprocess.Popen does."""
        parent = os.getpid()

        def die_with_parent():
            libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
            if os.getppid() != parent:
                os._exit(1)

        child = subprocess.Popen(command, process_group=0, preexec_fn=die_with_parent, **options)
        self.children.append(child)
        return child

    def signal(self, child, number):
        """Sends a signal to a living child and its group. (The number of one that has ended may be another's.)"""
        if child.poll() is None:
            os.killpg(child.pid, number)

    def kill(self, child):
        """Kills a child and all of its group, by SIGKILL, and waits for its end."""
        self.signal(child, signal.SIGKILL)
        child.wait()
        for stream in (child.stdin, child.stdout):
            if stream:
                stream.close()
        if child in self.children:
            self.children.remove(child)

    def end(self, children, seconds):
        """Asks children to end by SIGTERM and kills who lives so many seconds later; how many had to be killed."""
        for child in children:
            self.signal(child, signal.SIGCONT)
            self.signal(child, signal.SIGTERM)
        deadline = time.monotonic() + seconds
        while any(child.poll() is None for child in children) and time.monotonic() < deadline:
            time.sleep(0.01)
        alive = [child for child in children if child.poll() is None]
        for child in children:
            self.kill(child)
        return len(alive)


def orphans_of(parent):
    """The processes whose parent is `parent`."""
    found = []
    for name in os.listdir("/proc"):
        if name.isdigit():
            try:
                with open(f"/proc/{name}/stat") as file:
                    # The command's name stands in parentheses and may contain anything.
                    state, ppid = file.read().rpartition(")")[2].split()[:2]
            except OSError:
                continue
            if int(ppid) == parent:
                found.append(int(name))
    return found
