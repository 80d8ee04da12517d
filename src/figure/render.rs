//! Marks to SVG and PNG, through plotters.
//!
//! Both backends of plotters have whole-number coordinates. The SVG is therefore drawn ten times larger inside a
//! `viewBox`, and the PNG six times larger and then averaged three by three, which also gives the smooth edges that
//! its bitmap backend lacks. The font is DejaVu Sans from inside the program; its family is registered
//! under the very string that the SVG shows to a browser, so that a reader without the font sees another sans-serif.

use std::sync::OnceLock;

use itertools::{Itertools, iproduct};
use plotters::backend::{BitMapBackend, DrawingBackend, SVGBackend};
use plotters::coord::Shift;
use plotters::drawing::{DrawingArea, DrawingAreaErrorKind, IntoDrawingArea};
use plotters::element::{PathElement, Polygon, Text};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{
    Color, FontDesc, FontFamily, FontStyle, FontTransform, IntoFont, RGBAColor, ShapeStyle, WHITE,
    register_font,
};

use crate::figure::canvas::{Align, Canvas, Ink, Mark, Point};
use crate::figure::escape;
use crate::figure::palette::Colour;

/// What a backend says.
pub(super) type Refused = Box<dyn std::error::Error + Send + Sync>;

/// The family, as plotters looks it up and as the SVG names it.
const FAMILY: &str = "DejaVu Sans, Verdana, sans-serif";
/// SVG units of the `viewBox` per unit.
const SVG_SCALE: u32 = 10;
/// Pixels of the PNG per unit.
const PNG_SCALE: u32 = 2;
/// The PNG is drawn this many times larger in each direction, then averaged.
const SMOOTHING: u32 = 3;

/// How a backend measures: its resolution, and how plotters' font size and centring relate to the em there.
#[derive(Clone, Copy)]
struct Metrics {
    scale: f64,
    /// plotters' size per em: it divides by 1.24 for SVG; the rasteriser takes ascent plus descent, 1.164 em in DejaVu.
    size_per_em: f64,
    /// How much lower than the SVG's `0.5ex` the rasteriser has to put a centred baseline, in em.
    drop_em: f64,
}

const SVG: Metrics = Metrics {
    scale: SVG_SCALE as f64,
    size_per_em: 1.24,
    drop_em: 0.0,
};
const PNG: Metrics = Metrics {
    scale: (PNG_SCALE * SMOOTHING) as f64,
    size_per_em: 1.164,
    drop_em: 0.161,
};

/// `canvas` as SVG text, with `title` for screen readers.
pub fn svg(canvas: &Canvas, title: &str) -> Result<String, Refused> {
    let (width, height) = pixels(canvas, SVG_SCALE);
    let mut body = String::new();
    {
        let area = SVGBackend::with_string(&mut body, (width, height)).into_drawing_area();
        replay(canvas, &area, SVG)?;
    }
    // plotters writes the size of the viewBox; pages want the size in units, and a name
    let tag = body.find("<svg").map_or("", |tag| &body[tag..]);
    let inside = tag.split_once('>').map_or(&*body, |(_, inside)| inside);
    Ok(format!(
        "<svg width=\"{}\" height=\"{}\" viewBox=\"0 0 {width} {height}\" role=\"img\" \
         xmlns=\"http://www.w3.org/2000/svg\">\n<title>{}</title>{inside}",
        canvas.width,
        canvas.height,
        escape(title),
    ))
}

/// `canvas` as the bytes of a PNG file.
pub fn png(canvas: &Canvas) -> Result<Vec<u8>, Refused> {
    let (width, height) = pixels(canvas, PNG_SCALE * SMOOTHING);
    let mut large = vec![255; 3 * width as usize * height as usize];
    {
        let area = BitMapBackend::with_buffer(&mut large, (width, height)).into_drawing_area();
        replay(canvas, &area, PNG)?;
    }
    let small = smooth(&large, width as usize, SMOOTHING as usize);
    Ok(encode(&small, width / SMOOTHING, height / SMOOTHING)?)
}

/// The width of `text` in units.
pub fn text_width(text: &str, ink: Ink) -> f64 {
    fonts();
    let size = 100.0;
    let measured = font(ink, size * PNG.size_per_em).box_size(text);
    let width = measured.map_or(0, |(width, _)| width);
    f64::from(width) * ink.size / size
}

fn pixels(canvas: &Canvas, scale: u32) -> (u32, u32) {
    let side = |length: f64| length.ceil() as u32 * scale;
    (side(canvas.width), side(canvas.height))
}

/// Registers the fonts once a process.
fn fonts() {
    static DONE: OnceLock<()> = OnceLock::new();
    DONE.get_or_init(|| {
        for (style, bytes) in [
            (FontStyle::Normal, dejavu::sans::regular()),
            (FontStyle::Bold, dejavu::sans::bold()),
        ] {
            let done = register_font(FAMILY, style, bytes).is_ok();
            assert!(done, "the font inside the program is a font");
        }
    });
}

/// The font of `ink`, its em so large for plotters.
fn font(ink: Ink, size: f64) -> FontDesc<'static> {
    let style = match ink.bold {
        true => FontStyle::Bold,
        false => FontStyle::Normal,
    };
    (FontFamily::Name(FAMILY), size, style).into_font()
}

fn replay<B: DrawingBackend>(
    canvas: &Canvas,
    area: &DrawingArea<B, Shift>,
    metrics: Metrics,
) -> Result<(), DrawingAreaErrorKind<B::ErrorType>> {
    fonts();
    area.fill(&WHITE)?;
    let pixel = |length: f64| (length * metrics.scale).round() as i32;
    let place = |(x, y): Point| (pixel(x), pixel(y));
    for mark in &canvas.marks {
        match mark {
            Mark::Line {
                points,
                width,
                colour,
            } => {
                let style = ShapeStyle {
                    color: rgba(*colour),
                    filled: false,
                    stroke_width: pixel(*width).max(1) as u32,
                };
                let points: Vec<_> = points.iter().copied().map(place).collect();
                area.draw(&PathElement::new(points, style))?;
            }
            Mark::Area { points, colour } => {
                let points: Vec<_> = points.iter().copied().map(place).collect();
                area.draw(&Polygon::new(points, rgba(*colour).filled()))?;
            }
            Mark::Text {
                at,
                text,
                ink,
                align,
                upwards,
            } => {
                let drop = metrics.drop_em * ink.size;
                let (at, turn) = if *upwards {
                    ((at.0 + drop, at.1), FontTransform::Rotate270)
                } else {
                    ((at.0, at.1 + drop), FontTransform::None)
                };
                let horizontal = match align {
                    Align::Left => HPos::Left,
                    Align::Centre => HPos::Center,
                    Align::Right => HPos::Right,
                };
                let size = ink.size * metrics.scale * metrics.size_per_em;
                let style = font(*ink, size)
                    .transform(turn)
                    .color(&rgba(ink.colour))
                    .pos(Pos::new(horizontal, VPos::Center));
                area.draw(&Text::new(text.as_str(), place(at), style))?;
            }
        }
    }
    area.present()
}

fn rgba(colour: Colour) -> RGBAColor {
    let [r, g, b] = colour.rgb;
    RGBAColor(r, g, b, colour.alpha)
}

/// Averages blocks of `by` times `by` pixels of an RGB image `width` wide.
fn smooth(large: &[u8], width: usize, by: usize) -> Vec<u8> {
    let (columns, rows) = (width / by, large.len() / (3 * width) / by);
    let mean = |(row, column, channel)| {
        let block = (row * by..(row + 1) * by).cartesian_product(column * by..(column + 1) * by);
        let pixels = block.map(|(y, x)| large[3 * (y * width + x) + channel]);
        let sum: usize = pixels.map(usize::from).sum();
        ((sum + by * by / 2) / (by * by)) as u8
    };
    iproduct!(0..rows, 0..columns, 0..3).map(mean).collect()
}

fn encode(rgb: &[u8], width: u32, height: u32) -> Result<Vec<u8>, png::EncodingError> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width, height);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_adaptive_filter(png::AdaptiveFilterType::Adaptive);
    let per_metre = (39.37 * 96.0 * f64::from(PNG_SCALE)).round() as u32;
    encoder.set_pixel_dims(Some(png::PixelDimensions {
        xppu: per_metre,
        yppu: per_metre,
        unit: png::Unit::Meter,
    }));
    let mut writer = encoder.write_header()?;
    writer.write_image_data(rgb)?;
    writer.finish()?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figure::palette::TEXT;

    #[test]
    fn smoothing_averages_blocks() {
        let large = [0, 0, 0, 90, 90, 90, 0, 0, 0, 90, 90, 90];
        assert_eq!(smooth(&large, 2, 2), [45, 45, 45]);
    }

    #[test]
    fn bold_text_is_wider_than_regular_text() {
        let ink = |bold| Ink {
            size: 12.0,
            colour: TEXT,
            bold,
        };
        let (regular, bold) = (
            text_width("Transformer", ink(false)),
            text_width("Transformer", ink(true)),
        );
        assert!(
            60.0 < regular && regular < bold && bold < 90.0,
            "{regular} {bold}"
        );
    }
}
