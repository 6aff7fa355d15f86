// Photos leave the device as pixels: read, made smaller and written anew, without anything a
// camera or an app noted in the file.
import { placeIn } from "./exif.js";

const LONG_SIDE = 1600; // pixels
const QUALITY = 0.8;
const HEAD = 262_144; // bytes in which the Exif data of a photo ends

/** A canvas with the picture, upright, at most `longest` pixels on its longer side. */
function drawn(source, longest) {
  const scale = Math.min(1, longest / Math.max(source.width, source.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(source.width * scale));
  canvas.height = Math.max(1, Math.round(source.height * scale));
  const context = canvas.getContext("2d", { alpha: false });
  context.fillStyle = "white"; // behind what is transparent
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.imageSmoothingQuality = "high";
  context.drawImage(source, 0, 0, canvas.width, canvas.height);
  return canvas;
}

/** A file as `{picture, place}`: a canvas, and where it was taken or null. Rejects what is no picture. */
export async function readPhoto(file) {
  const place = placeIn(await file.slice(0, HEAD).arrayBuffer());
  const bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
  const picture = drawn(bitmap, LONG_SIDE);
  bitmap.close();
  return { picture, place };
}

export const thumbnail = (picture) => drawn(picture, 320);

/** The JPEG that is sent. */
export function written(picture) {
  return new Promise((resolve, reject) => {
    picture.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("no memory"))), "image/jpeg", QUALITY);
  });
}
