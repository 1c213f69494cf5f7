"""The one blueprint of the account's pages, apart so that every page module can put its views on it."""

from flask import Blueprint

pages = Blueprint("account", __name__)
