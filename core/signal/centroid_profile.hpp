#pragma once

/// \file
/// Profile spectra become centroids on the axis on which the instrument samples them, root = sqrt(m/z): there the
/// points of a time of flight are equidistant and its peaks equally wide.
///
/// Tops are maxima of the spectrum after a Gaussian of half a peak's own width. A centroid's place is the mean of the
/// counts under a Gaussian window that follows it, nearly as sharp as ion statistics allow (Bertin and Arnouts'
/// windowed positions, A&AS 117 (1996) 393, in one dimension); its height is that of the peak whose shape fits the
/// counts best, which holds the noise of all its samples, and never more than the summit itself, which is what a
/// saturated peak still has. See docs/methods/profile.md.

#include "core/model/spectrum.hpp"
#include "core/signal/profile_params.hpp"
#include "core/signal/profile_width.hpp"

#include <functional>

namespace gassan {

/// Replaces the samples of a profile spectrum by its centroids, ascending in m/z, heights in counts of the profile's
/// summit. Does nothing to a spectrum that is not profile.
/// \param width the run's law of widths, learnt on the way: hand over the same for all spectra of a run, in file order
void centroid_profile(Spectrum& spectrum, const ProfileParams& params, ProfileWidth& width);

/// centroid_profile for the spectra of one run, with a law of widths of its own.
[[nodiscard]] std::function<void(Spectrum&)> profile_centroider(const ProfileParams& params);

}  // namespace gassan
