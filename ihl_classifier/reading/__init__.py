"""Reading: documents and tables from files, passages of documents with their place, rows of incidents."""
