"""What a flamegraph's file holds besides the page that is the same in all, read as XML.

    parts.py FILE.svg [--titles]    attributes, texts, table, data and frames; or the titles alone
"""

import json
import sys
import xml.etree.ElementTree

SVG, HTML = "{http://www.w3.org/2000/svg}", "{http://www.w3.org/1999/xhtml}"


def main():
    root = xml.etree.ElementTree.parse(sys.argv[1]).getroot()
    frames = [rect for rect in root.iter(f"{SVG}rect") if rect.find(f"{SVG}title") is not None]
    if "--titles" in sys.argv:
        for rect in frames:
            print(ascii(rect.find(f"{SVG}title").text))
        return
    print("svg", root.attrib)
    print("title", root.find(f"{SVG}title").text, "|", root.find(f"{SVG}desc").text)
    for rect in frames:
        print(*rect.attrib.values(), "|", rect.find(f"{SVG}title").text)
    for text in root.iter(f"{SVG}text"):
        print("text", *text.attrib.values(), "|", text.text)
    for row in root.iter(f"{HTML}tr"):
        print("row", " | ".join("".join(cell.itertext()) for cell in row))
    data = json.loads(root.find(f"{SVG}script[@id='data']").text)
    del data["palette"]
    for key, value in data.items():
        print(key, json.dumps(value, ensure_ascii=False))


if __name__ == "__main__":
    main()
