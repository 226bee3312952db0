"""Tests that no process is left over, however the one ends that started them."""
import pathlib
import signal
import subprocess
import sys
import time
import unittest

from processes import Family

HERE = pathlib.Path(__file__).parent
SLEEP = ["sleep", "60"]


def lives(number):
    """Whether there is such a process, other than one that only waits to be asked for."""
    try:
        return pathlib.Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def wait_for_end(number):
    deadline = time.monotonic() + 2
    while lives(number) and time.monotonic() < deadline:
        time.sleep(0.01)
    return not lives(number)


class NoneIsLeft(unittest.TestCase):
    def test_children_end_with_the_family_even_after_an_error(self):
        with self.assertRaises(ZeroDivisionError), Family() as family:
            children = [family.launch(SLEEP) for _ in range(3)]
            family.signal(children[1], signal.SIGSTOP)
            raise ZeroDivisionError
        self.assertEqual([child.returncode for child in children], [-signal.SIGKILL] * 3)

    def test_processes_of_a_child_end_with_it(self):
        with Family() as family:
            child = family.launch(["sh", "-c", "sleep 60 & echo $!; wait"], stdout=subprocess.PIPE, text=True)
            grandchild = int(child.stdout.readline())
            self.assertTrue(lives(grandchild))
            family.kill(child)
            self.assertTrue(wait_for_end(grandchild))

    def test_processes_that_left_their_group_end_with_the_family(self):
        with Family() as family:
            child = family.launch(["sh", "-c", "setsid sleep 60 & echo $!; wait"], stdout=subprocess.PIPE, text=True)
            grandchild = int(child.stdout.readline())
        self.assertTrue(wait_for_end(grandchild))

    def test_who_does_not_end_when_asked_is_killed_and_counted(self):
        with Family() as family:
            script = "trap '' TERM; echo; while :; do sleep 0.05; done"
            deaf = family.launch(["sh", "-c", script], stdout=subprocess.PIPE)
            deaf.stdout.readline()
            self.assertEqual(family.end([family.launch(SLEEP), deaf], 0.2), 1)

    def test_children_die_with_a_parent_that_is_killed(self):
        program = (
            "import sys, time; from processes import Family\n"
            "with Family() as family:\n"
            "    print(family.launch(['sleep', '60']).pid, flush=True); time.sleep(60)")
        parent = subprocess.Popen([sys.executable, "-c", program], cwd=HERE, stdout=subprocess.PIPE, text=True)
        child = int(parent.stdout.readline())
        self.assertTrue(lives(child))
        parent.kill()
        parent.communicate()
        self.assertTrue(wait_for_end(child))


if __name__ == "__main__":
    unittest.main()
