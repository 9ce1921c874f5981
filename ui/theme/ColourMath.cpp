#include "ui/theme/Theme.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace assay {

namespace {

double linear(double channel)
{
    return channel <= 0.04045 ? channel / 12.92 : std::pow((channel + 0.055) / 1.055, 2.4);
}

double luminance(const QColor &colour)
{
    return 0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF()) + 0.0722 * linear(colour.blueF());
}

/// CIE L*a*b* with the D65 white of sRGB.
std::array<double, 3> lab(const QColor &colour)
{
    const double r = linear(colour.redF()), g = linear(colour.greenF()), b = linear(colour.blueF());
    const auto f = [](double t) { return t > 216.0 / 24389 ? std::cbrt(t) : (24389.0 / 27 * t + 16) / 116; };
    const double x = f((0.4124564 * r + 0.3575761 * g + 0.1804375 * b) / 0.95047);
    const double y = f(0.2126729 * r + 0.7151522 * g + 0.0721750 * b);
    const double z = f((0.0193339 * r + 0.1191920 * g + 0.9503041 * b) / 1.08883);
    return {116 * y - 16, 500 * (x - y), 200 * (y - z)};
}

double degrees(double radians) { return radians * 180 / std::numbers::pi; }
double cosDegrees(double angle) { return std::cos(angle * std::numbers::pi / 180); }

double meanHue(double h1, double h2, bool grey)
{
    if (grey)
        return h1 + h2;
    if (std::abs(h1 - h2) <= 180)
        return (h1 + h2) / 2;
    return h1 + h2 < 360 ? (h1 + h2 + 360) / 2 : (h1 + h2 - 360) / 2;
}

} // namespace

double contrastRatio(const QColor &a, const QColor &b)
{
    const double first = luminance(a), second = luminance(b);
    const auto [low, high] = std::minmax(first, second); // references: the two must outlive them
    return (high + 0.05) / (low + 0.05);
}

// Sharma, Wu, Dalal: The CIEDE2000 Color-Difference Formula, 2005.
double colourDifference(const QColor &first, const QColor &second)
{
    auto [l1, a1, b1] = lab(first);
    auto [l2, a2, b2] = lab(second);
    const double pow25 = std::pow(25.0, 7);
    const double c0 = std::pow((std::hypot(a1, b1) + std::hypot(a2, b2)) / 2, 7);
    const double g = 0.5 * (1 - std::sqrt(c0 / (c0 + pow25)));
    a1 *= 1 + g;
    a2 *= 1 + g;
    const double c1 = std::hypot(a1, b1), c2 = std::hypot(a2, b2);
    const bool grey = c1 * c2 == 0;
    const auto hue = [](double a, double b) { return a == 0 && b == 0 ? 0.0 : std::fmod(degrees(std::atan2(b, a)) + 360, 360); };
    const double h1 = hue(a1, b1), h2 = hue(a2, b2);
    const double dh = grey ? 0 : std::fmod(h2 - h1 + 540, 360) - 180;
    const double dL = l2 - l1, dC = c2 - c1;
    const double dH = 2 * std::sqrt(c1 * c2) * std::sin(dh / 2 * std::numbers::pi / 180);
    const double lm = (l1 + l2) / 2, cm = (c1 + c2) / 2, hm = meanHue(h1, h2, grey);
    const double t = 1 - 0.17 * cosDegrees(hm - 30) + 0.24 * cosDegrees(2 * hm) + 0.32 * cosDegrees(3 * hm + 6)
        - 0.20 * cosDegrees(4 * hm - 63);
    const double cm7 = std::pow(cm, 7);
    const double rotation = -std::sin(60 * std::exp(-std::pow((hm - 275) / 25, 2)) * std::numbers::pi / 180) * 2
        * std::sqrt(cm7 / (cm7 + pow25));
    const double sl = 1 + 0.015 * std::pow(lm - 50, 2) / std::sqrt(20 + std::pow(lm - 50, 2));
    const double sc = 1 + 0.045 * cm, sh = 1 + 0.015 * cm * t;
    return std::sqrt(std::pow(dL / sl, 2) + std::pow(dC / sc, 2) + std::pow(dH / sh, 2) + rotation * dC / sc * dH / sh);
}

} // namespace assay
