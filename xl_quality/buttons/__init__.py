"""What every button of the menu does to a workbook; the hosts only hand over book and desk."""
