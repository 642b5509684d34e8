#pragma once

/// \file
/// [separation] of a study.toml: how the ions were separated, and the markers that tell their mobilities.

#include "core/model/mobility.hpp"
#include "io/study/toml_words.hpp"

#include <toml++/toml.h>

namespace gassan {

/// [separation] for all runs, or [separation.positive] and [separation.negative] for those of either polarity; never
/// both ways. Everything in them is optional, except that a marker has name, mz and mobility_tu. Faults with file,
/// line, key and what is allowed: unknown keys, values of the wrong type or outside their range, a voltage of 0, a
/// marker that lacks something, a name used twice, times in the wrong order.
[[nodiscard]] Separations separations_of(const TomlReader& file, const toml::table& table);

}  // namespace gassan
