"""Search that knows U-Net, unet and U-net as one word: words with a hyphen are found whole."""

from __future__ import annotations

import re
from typing import ClassVar

from sphinx.search.en import SearchEnglish

HYPHENATED = re.compile(r"\w+(?:[-\u2011]\w+)+")


class JoinedSearch(SearchEnglish):
    """English, with each hyphenated word also in one piece."""

    js_splitter_code: ClassVar[str] = r"""
function splitQuery(query) {
  return query.replace(/(?<=[\p{L}\p{N}])[-\u2011](?=[\p{L}\p{N}])/gu, "").split(/[^\p{L}\p{N}_]+/gu).filter((word) => word);
}
"""

    def split(self, input: str) -> list[str]:  # noqa: A002 - as its base calls it
        return [*super().split(input), *(re.sub(r"[-\u2011]", "", word) for word in HYPHENATED.findall(input))]
