#!/usr/bin/env python
"""Run a claimtrack command: `manage.py help` lists them."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "claimtrack.settings")
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line
    from environs import EnvError

    from claimtrack.database.waiting import command, wait_as
    from claimtrack.disks import full_disk
    from claimtrack.embedded import EmbeddedError

    wait_as(command(" ".join(sys.argv[1:2])))
    try:
        execute_from_command_line(sys.argv)
    except (EmbeddedError, EnvError, ImproperlyConfigured) as error:  # for whoever set the environment
        sys.exit(f"{type(error).__name__}: {error}")
    except Exception as error:
        if full := full_disk(error):
            sys.exit(f"{full} Make room, and run the command again: {error}")
        raise


if __name__ == "__main__":
    main()
