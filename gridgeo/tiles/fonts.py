"""Finding a font with Chinese signs among those that the machine has."""

from pathlib import Path
from typing import TYPE_CHECKING

from gridgeo.domain.errors import BadInputError

if TYPE_CHECKING:
    import freetype

# All under the SIL Open Font License or the GPL with the font exception: serving pictures of their
# signs is allowed. The first that is found is taken.
_FAMILIES = ("NotoSansCJK", "NotoSansSC", "SourceHanSans", "wqy-microhei", "wqy-zenhei")
_FOLDERS = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), Path("/Library/Fonts"))
_ENDINGS = {".ttf", ".ttc", ".otf", ".otc"}
_SIMPLIFIED = b" SC"  # how a collection names the face for the mainland


def find_font() -> Path | None:
    """Give the file of a font with Chinese signs; None where the machine has none."""
    files = sorted(
        file for folder in _FOLDERS for file in folder.rglob("*") if file.suffix in _ENDINGS
    )
    for family in _FAMILIES:
        fitting = [file for file in files if file.name.startswith(family)]
        regular = [file for file in fitting if "Regular" in file.name]
        if fitting:
            return (regular or fitting)[0]
    return None


def open_face(file: Path) -> "freetype.Face":
    """Open a font; of a collection the face whose signs are drawn as on the mainland.

    Raises
    ------
    BadInputError
        If it is no font.
    """
    import freetype

    try:
        first = freetype.Face(str(file))
        for number in range(first.num_faces):
            face = freetype.Face(str(file), index=number)
            if face.family_name and face.family_name.endswith(_SIMPLIFIED):
                return face
    except freetype.FT_Exception as error:
        raise BadInputError(f"'{file}' is no font that can be read.", field="glyph_font") from error
    return first


def family_of(file: Path) -> str:
    """Give the family of a font, of a collection that of its face for the mainland.

    Raises
    ------
    BadInputError
        If it is no font.
    """
    name: bytes = open_face(file).family_name or b""
    return name.decode("utf-8", errors="replace")
