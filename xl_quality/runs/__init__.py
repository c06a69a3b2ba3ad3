"""What an office does with a workbook: one function a task; command line and buttons call them."""
