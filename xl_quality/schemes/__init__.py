"""Reward rules (奖惩方案) as dated, sourced data, and the engine that applies and explains them."""
