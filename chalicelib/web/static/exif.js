// Where a photo was taken, as its camera noted it: the GPS part of the Exif data of a JPEG (CIPA
// DC-008, sections 4.5 and 4.6.6). Anything else about a file is left unread. What is not as it
// should be is no place: `DataView` raises `RangeError` for all that lies outside the segment.

const START_OF_IMAGE = 0xffd8;
const APP1 = 0xffe1;
const START_OF_SCAN = 0xffda; // the picture itself: no data about it comes after this
const EXIF = 0x45786966; // "Exif", then two zero bytes
const GPS = 0x8825; // tags
const LATITUDE_REF = 1;
const LATITUDE = 2;
const LONGITUDE_REF = 3;
const LONGITUDE = 4;
const SIDES = { [LATITUDE]: { N: 1, S: -1 }, [LONGITUDE]: { E: 1, W: -1 } };

/** The TIFF part of the Exif segment, or null. */
function exifOf(buffer) {
  const jpeg = new DataView(buffer);
  if (jpeg.getUint16(0) !== START_OF_IMAGE) return null;
  for (let at = 2; ;) {
    const marker = jpeg.getUint16(at);
    if (marker < 0xff01 || marker === START_OF_SCAN) return null;
    const length = jpeg.getUint16(at + 2);
    if (length < 2) return null;
    if (marker === APP1 && length > 8 && jpeg.getUint32(at + 4) === EXIF && jpeg.getUint16(at + 8) === 0) {
      return new DataView(buffer, at + 10, length - 8);
    }
    at += 2 + length;
  }
}

/** Where the value of a tag of the directory at `start` stands. */
function valueOf(tiff, little, start, tag) {
  const count = tiff.getUint16(start, little);
  for (let at = start + 2; at < start + 2 + 12 * count; at += 12) if (tiff.getUint16(at, little) === tag) return at + 8;
  throw new RangeError("no such tag");
}

/** Degrees of the directory at `gps`: degrees, minutes and seconds as fractions, and their side. */
function degrees(tiff, little, gps, tag, ref) {
  const start = tiff.getUint32(valueOf(tiff, little, gps, tag), little);
  const [whole, minutes, seconds] = [0, 8, 16].map((offset) =>
    tiff.getUint32(start + offset, little) / tiff.getUint32(start + offset + 4, little));
  const side = String.fromCharCode(tiff.getUint8(valueOf(tiff, little, gps, ref)));
  return Number((SIDES[tag][side] * (whole + minutes / 60 + seconds / 3600)).toFixed(4));
}

/**
 * `{latitude, longitude}` (WGS 84, degrees) of a JPEG from its first bytes, an `ArrayBuffer`; null
 * when there is none that can be right. Four decimals: about ten metres.
 */
export function placeIn(buffer) {
  try {
    const tiff = exifOf(buffer);
    if (!tiff) return null;
    const little = tiff.getUint16(0) === 0x4949; // "II"; else "MM"
    const gps = tiff.getUint32(valueOf(tiff, little, tiff.getUint32(4, little), GPS), little);
    const latitude = degrees(tiff, little, gps, LATITUDE, LATITUDE_REF);
    const longitude = degrees(tiff, little, gps, LONGITUDE, LONGITUDE_REF);
    // Cameras without a fix note 0, 0 or 0/0.
    const right = Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180 && (latitude || longitude);
    return right ? { latitude, longitude } : null;
  } catch (failure) {
    if (failure instanceof RangeError) return null;
    throw failure;
  }
}
