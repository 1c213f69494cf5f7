"""The one blueprint of the trainer's pages, apart so that every page module can put its views on it."""

from flask import Blueprint

pages = Blueprint("trainer", __name__)
