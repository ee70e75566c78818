"""Daily: rooms and tokens by REST. There are no calls behind them."""

from repartee.simulator.vendors.daily.standin import DailyStandIn

__all__ = ["DailyStandIn"]
