#include "cli/input_run.hpp"

#include "cli/current_notes.hpp"
#include "core/chem/ion.hpp"
#include "core/library/lock_masses.hpp"
#include "core/signal/centroid_profile.hpp"
#include "core/signal/lock_mass.hpp"

#include <fmt/core.h>

#include <cmath>
#include <cstdlib>
#include <string>
#include <utility>

namespace gassan {
namespace {

/// "[M+2H]2+"; what a row means that tells no ion.
std::string usual_ion(int charge) {
    const std::string count = std::abs(charge) > 1 ? std::to_string(std::abs(charge)) : "";
    const char sign = charge > 0 ? '+' : '-';
    return std::string("[M") + sign + count + "H]" + count + sign;
}

/// NaN where the molecule has not the atoms that the ion loses.
double lock_mz(const Compound& compound, int sign) {
    if (!std::isnan(compound.mz)) return compound.mz;
    const int charge = compound.charge == 0 ? sign : compound.charge;
    try {
        return ion_mz(parse_formula(compound.formula),
                      parse_ion(compound.ion.empty() ? usual_ion(charge) : compound.ion));
    } catch (const Error&) {
        return no_value;
    }
}

}  // namespace

InputRun input_run(const std::filesystem::path& path, const Params& params, std::span<const LockMass> told,
                   const ReadProgress& progress) {
    ReadRun read = read_run(path, params.read, progress, profile_centroider(params.profile));
    for (Note& note : current_notes(read.summary)) read.summary.notes.push_back(std::move(note));
    LockReport lock = recalibrate(read.run, lock_masses_with(told), params.lock, read.summary.notes);
    return {std::move(read.run), std::move(read.summary), std::move(lock)};
}

std::vector<LockMass> told_lock_masses(std::span<const Compound> compounds) {
    std::vector<LockMass> locks;
    for (const Compound& compound : compounds) {
        if (compound.role != CompoundRole::lock_mass) continue;
        for (const int sign : {1, -1}) {
            if (compound.charge * sign < 0) continue;
            const double mz = lock_mz(compound, sign);
            if (std::isnan(mz)) continue;
            locks.push_back({.name = compound.name.empty() ? compound.compound_id : compound.name,
                             .polarity = sign > 0 ? Polarity::positive : Polarity::negative,
                             .mz = mz,
                             .told = true,
                             .source = {}});
        }
    }
    return locks;
}

void tell_lock_masses(const LockReport& report, RunRecord& record) {
    for (const LockSighting& ion : report.ions) {
        if (ion.verdict != LockVerdict::used) continue;
        const char* const join = record.lock_masses.empty() ? "" : ";";
        record.lock_masses += fmt::format("{}{:.4f}", join, ion.lock.mz);
        record.lock_ppm += fmt::format("{}{:.2f}", join, ion.deviation_ppm);
    }
}

}  // namespace gassan
