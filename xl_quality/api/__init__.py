"""What programs use (程序接口): the rooms behind ``import xl_quality as xq``.

Everything public is named in `xl_quality` itself, which imports a room when it is first asked for.
"""
