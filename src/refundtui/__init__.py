"""refundtui: decide partial refunds, exactly and explained, at a keyboard."""
