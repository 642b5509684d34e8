#pragma once

/// \file
/// The tables of a simulated study: its sheet, the truth about its runs, and what chance decided.

#include "cli/simulation_request.hpp"
#include "core/simulate/simulate.hpp"

#include <initializer_list>
#include <span>
#include <string>
#include <vector>

namespace gassan {

/// Cells and a line feed.
[[nodiscard]] std::string tsv_row(std::initializer_list<std::string> cells);
/// A number with so many decimals; '.' in every locale; "" for what is not finite.
[[nodiscard]] std::string fixed_text(double value, int decimals);
/// A number with seven digits; "" for what is not finite.
[[nodiscard]] std::string digits_text(double value);

/// Where a run is found, from the study's folder: runs/NAME.mzML, or peaks/NAME.tsv.
[[nodiscard]] std::string simulated_run_file(const SimulationRequest& request, const std::string& name);

/// Takes out the ions that design.truth_least_snr does not want told.
void drop_faint_ions(const DesignParams& params, std::vector<TrueIon>& ions);

/// truth/RUN.tsv.
[[nodiscard]] std::string truth_tsv(std::span<const TrueIon> ions);

/// samples.tsv. Columns beyond those that every sheet has come with the plan: groups and specimens where there are
/// some, levels where there are standards.
[[nodiscard]] std::string simulated_samples_tsv(const SimulationRequest& request, const StudyConditions& study);

/// simulation_concentrations.tsv: a row a compound, a column a vial, specimens before pool, blank and standards.
[[nodiscard]] std::string concentrations_tsv(std::span<const SimulatedCompound> compounds,
                                             std::span<const SimulatedSample> samples);

/// simulation_background.tsv: the ions that are there all the run.
[[nodiscard]] std::string background_tsv(std::span<const BackgroundIon> ions);

/// Header and rows of simulation_runs.tsv: what each run drew.
[[nodiscard]] std::string runs_header();
[[nodiscard]] std::string runs_row(const std::string& name, std::size_t run, const RunConditions& conditions,
                                   const StudyConditions& study);

}  // namespace gassan
