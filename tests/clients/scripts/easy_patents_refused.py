"""What easy-patents makes of a daily limit that is reached."""

import json
import sys

import easy_patents.get_info as get

told = []
for _ in range(int(sys.argv[2])):
    try:
        get.divisional_app_info(sys.argv[1], reget_date=0)
        told.append("")
    except Exception as error:  # noqa: BLE001 - whatever it is, it is told
        told.append(type(error).__name__)
print(json.dumps(told))
