"""The data doctor (数据体检): what is wrong in the tables, before anything is computed."""
