// The letters that most pages need, cut out of the theme's typefaces into
// node_modules/.fonts, whenever the packages are installed.
//
//   node themes/matn/cut-fonts.mjs
//
// The packages have a file for each script, with every letter of every language
// that is written in it and every weight: 300 KB before a Persian article stands
// as it should. These files have what Persian and English are written with, in
// the weights that the styles use, and weigh a fourth of that. What they lack
// still comes from the packages' files (theme.toml, styles/tokens.css). The same
// packages give the same bytes.

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import subsetFont from "subset-font";

const PACKAGES = fileURLToPath(new URL("../../node_modules", import.meta.url));
const FOLDER = `${PACKAGES}/.fonts`;

// The ranges stand in tokens.css too, where a browser reads which file it needs.
const PERSIAN =
  "60C,61B,61F,621-63A,640-655,66A-66C,670-671,67E,686,698,6A9,6AF,6C0,6C2,6CC,6D5,6F0-6F9,200C-200D,2010-2011";
const POINTS = "20-22,27-2F,3A-3B,5B-5D,A0,AB,B7,BB,D7,2013-2014,2018-201D,2022,2026";
const ENGLISH = "20-7E,A0,AB,B7,BB,D7,2013-2014,2018-201D,2022,2026";

const VAZIRMATN = (script) => `vazirmatn/files/vazirmatn-${script}-wght-normal.woff2`;
const NASKH = (script) => `noto-naskh-arabic/files/noto-naskh-arabic-${script}-wght-normal.woff2`;
const SERIF = (style) => `source-serif-4/files/source-serif-4-latin-wght-${style}.woff2`;
const FILES = {
  "vazirmatn-persian": [VAZIRMATN("arabic"), PERSIAN],
  "vazirmatn-english": [VAZIRMATN("latin"), ENGLISH],
  "naskh-persian": [NASKH("arabic"), PERSIAN],
  "naskh-points": [NASKH("latin"), POINTS],
  "serif-english": [SERIF("normal"), ENGLISH],
  "serif-english-italic": [SERIF("italic"), ENGLISH],
};

/** The characters of ranges such as `20-22,A0`. */
function letters(ranges) {
  return ranges.split(",").flatMap((range) => {
    const [first, last = first] = range.split("-").map((n) => parseInt(n, 16));
    return Array.from({ length: last - first + 1 }, (_, n) => String.fromCodePoint(first + n));
  }).join("");
}

mkdirSync(FOLDER, { recursive: true });
for (const [name, [source, ranges]] of Object.entries(FILES)) {
  const font = readFileSync(`${PACKAGES}/@fontsource-variable/${source}`);
  const variationAxes = { wght: { min: 400, max: 700 } };
  // A font that was changed may not carry a reserved name: these carry none.
  const small = await subsetFont(font, letters(ranges), { targetFormat: "woff2", variationAxes, preserveNameIds: [] });
  writeFileSync(`${FOLDER}/${name}.woff2`, small);
}
