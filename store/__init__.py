"""SQL tables, row <-> domain mapping, repositories, migrations. The only place with SQL."""
