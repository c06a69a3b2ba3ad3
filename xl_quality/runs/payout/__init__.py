"""From a scheme and a workbook to 奖惩兑现表: chosen, assessed, laid out, tried."""
