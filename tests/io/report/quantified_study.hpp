#pragma once

/// \file
/// A made study with names and amounts: every number is set by hand.

#include "tests/io/report/drawn_study.hpp"

#include <pugixml.hpp>

#include <string>

namespace gassan::test {

/// Six cations runs and twelve features of drawn_study, and of them:
/// - compounds: leucine (row 0), methionine sulfone as internal standard (row 1), and a compound of a hostile name that
///   no library knows (row 2), without a curve
/// - the curve of row 0: y = 0.01 x from 1 to 1000, four standards used, one below and one without a response
/// - the internal standard: well in runs 0 to 3, too low in 4, without an area in 5
/// - concentrations of the three in specimens of all states
/// - names: feature 0 is leucine by a standard run, feature 1 leucine or isoleucine, feature 2 has a candidate and no
///   name, feature 3 is an ion of feature 0; the others have nothing
[[nodiscard]] DrawnStudy quantified_study();

extern const char* const hostile_name;

/// The text of a node and all below it.
[[nodiscard]] std::string text_of(const pugi::xml_node& node);

}  // namespace gassan::test
