#pragma once

/// \file
/// What is in a run without any sample: constant ions, random singletons, spikes, bursts and spray dropouts.

#include "core/simulate/conditions.hpp"
#include "core/simulate/detector.hpp"
#include "core/simulate/emission.hpp"

#include <cstdint>
#include <vector>

namespace gassan {

struct Spike {
    std::size_t scan = 0;
    Hit hit;
};

/// What happens to the spray, scan by scan.
struct SprayHistory {
    std::vector<double> factor;  ///< one a scan: below 1 in a dropout, above in a burst
    std::vector<Spike> spikes;   ///< by scan
};

[[nodiscard]] SprayHistory draw_spray(const SimulateParams& params, std::size_t scans, double run_length_s,
                                      std::uint64_t seed, std::uint32_t run);

/// The background ions of one run, ready to be asked scan by scan.
class Background {
public:
    /// \param load what the sample sends through the spray beside them
    Background(const Detector& detector, const StudyConditions& study, const RunConditions& run, SprayLoad load,
               std::uint64_t seed, std::uint32_t run_index);

    /// The hits of one scan, by m/z. \param spray factor on all ions
    void hits(std::uint32_t scan, double time_s, double spray, std::vector<Hit>& out) const;

private:
    const Detector& detector_;
    const StudyConditions& study_;
    const RunConditions& run_;
    SprayLoad load_;
    std::uint64_t seed_;
    std::uint32_t run_index_;
    std::vector<double> root_mz_, scatter_ppm_;
    std::vector<float> drift_;  ///< [raster point][ion], factor - 1
};

/// The truth about ions that are peaks without being of a compound: the clusters in the salt zone, kind background.
/// compound_id is the cluster's name, the mobility that of the inner salt; areas and heights are without what is
/// constant of the ion.
[[nodiscard]] std::vector<TrueIon> background_truth(const SimulateParams& params, const StudyConditions& study,
                                                    const RunConditions& run);

/// Random singletons of one scan, by m/z. \param expected how many
void draw_singletons(const SimulateParams& params, RandomStream random, double expected, std::vector<Hit>& out);

}  // namespace gassan
