"""The field for each form."""

from lessons.cli.linear.addresses import Addresses
from lessons.cli.linear.field import Field
from lessons.cli.linear.grid_field import GridField
from lessons.cli.linear.mark_field import MarkField
from lessons.cli.linear.order_field import OrderField
from lessons.cli.linear.pick_field import PickField
from lessons.cli.linear.text_field import TextField
from lessons.model.form import GridForm, MarkForm, OrderForm, PickForm, TextForm
from lessons.play import Session


def field_for(session: Session, places: Addresses) -> Field:
    """The field that fills in the current exercise; ``places`` is the text the exercise is about."""
    form = session.exercise.form
    match form:
        case MarkForm():
            return MarkField(session, form, places)
        case PickForm():
            return PickField(session, form, places)
        case GridForm():
            return GridField(session, form, places)
        case OrderForm():
            return OrderField(session, form, places)
        case TextForm():
            return TextField(session, form, places)
