"""Who works at the desk."""

from django.contrib.auth.models import Group, User

from claimtrack.accounts.roles import Role


def staff(username: str, *, is_superuser: bool = False) -> User:
    """Somebody who signs in to the desk, with no role unless they are a superuser."""
    if standing := User.objects.filter(username=username).first():
        return standing  # made for all tests of a module
    password = "correct horse battery"
    return User.objects.create_user(username, password=password, is_staff=True, is_superuser=is_superuser)


def in_role(role: Role, username: str = "") -> User:
    """Somebody of the desk with this role, under its name unless told otherwise."""
    person = staff(username or role.value, is_superuser=role == Role.ADMINISTRATOR)
    person.groups.add(Group.objects.get(name=role.value))
    return person
