"""The one blueprint of the learner's pages, apart so that every page module can put its views on it."""

from flask import Blueprint

pages = Blueprint("learner", __name__)
