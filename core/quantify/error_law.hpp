#pragma once

/// \file
/// How far a response lies from its curve, learnt from the standards of all compounds together.
///
/// Eight standards tell a variance to 40 %, which makes an interval wide and unsure. Compounds of one study share their
/// instrument, so that their curves can lend each other degrees of freedom: the empirical Bayes estimate of Smyth 2004
/// ("Linear models and empirical Bayes methods for assessing differential expression in microarray experiments", Stat.
/// Appl. Genet. Mol. Biol. 3:3), which learns from the data how much alike they are. docs/methods/quantification.md

#include "core/quantify/calibration.hpp"

#include <span>

namespace gassan {

/// Sets law and covariance of every calibration that stands, in three steps:
/// 1. relative, against the areas' own errors, by the greatest residual likelihood of all curves, each with a factor of
///    its own; the standards cut off below a curve count too, or only luck would be left;
/// 2. each curve's own factor: its weighted sum of squares over its degrees of freedom;
/// 3. the factors drawn towards the common one by as many degrees of freedom as their spread allows, no more than the
///    residuals are worth that share a run: what goes wrong in a run goes wrong for all its compounds.
/// Where no standard was measured twice (single points alone) nothing can be learnt: 15 % beside the areas' own errors.
void learn_error_laws(std::span<Calibration> calibrations);

}  // namespace gassan
