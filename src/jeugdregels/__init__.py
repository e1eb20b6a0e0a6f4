"""A youth-care region's rules as pure functions over facts and dated tables, every verdict explained."""
