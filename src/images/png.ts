import { createRequire } from 'node:module';
import { Resvg } from '@resvg/resvg-js';

/** Twice the size: sharp on the screens people have. */
const zoom = 2;

/**
 * A drawing as PNG, with the one font we bring along: without a font the renderer leaves texts out and says nothing.
 * @throws Error for what is no SVG
 */
export function pngOf(svg: string): Uint8Array {
  const files = ['DejaVuSans.ttf', 'DejaVuSans-Bold.ttf'].map((name) =>
    createRequire(import.meta.url).resolve(`dejavu-fonts-ttf/ttf/${name}`),
  );
  const drawing = new Resvg(svg, {
    fitTo: { mode: 'zoom', value: zoom },
    font: { fontFiles: files, loadSystemFonts: false, defaultFontFamily: 'DejaVu Sans' },
  });
  return drawing.render().asPng();
}
