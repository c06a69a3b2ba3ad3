"""Understanding the office's sheets: headers, column roles, cell values, lists, settings."""
