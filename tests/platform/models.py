"""What the host keeps: who people are, who is in which course, and the marks that were published."""

from __future__ import annotations

from uuid import uuid4

from django.contrib.auth.models import User
from django.db import models


class Profile(models.Model):
    """Beside a user: their whole name, and the opaque name that tools know them by."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="profile")
    name = models.CharField(max_length=255)
    external_user_id = models.UUIDField(unique=True, default=uuid4)


class Course(models.Model):
    """A course; `key` is its opaque key (`course-v1:…`)."""

    key = models.CharField(max_length=255, unique=True)
    title = models.CharField(max_length=255)


class Member(models.Model):
    """One person in one course, as `student`, `staff` or `instructor`."""

    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="members")
    user = models.ForeignKey(User, on_delete=models.CASCADE)
    role = models.CharField(max_length=20)

    class Meta:
        unique_together = (("course", "user"),)


class Mark(models.Model):
    """One mark that the consumer published to the gradebook; every one is kept, in order."""

    block = models.CharField(max_length=255)
    user = models.ForeignKey(User, on_delete=models.CASCADE)
    share = models.FloatField()
    comment = models.TextField(null=True)
