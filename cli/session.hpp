#pragma once

#include "core/base/error.hpp"
#include "io/base/phrases.hpp"

#include <string>
#include <vector>

namespace gassan {

/// What was typed wrongly; nothing was done.
class UsageError : public Error {
public:
    using Error::Error;
};

/// What every command is told, by the same flags.
struct Session {
    Language language = Language::en;
    int threads = 1;
    bool quiet = false;                 ///< no progress and no summary; warnings and errors stay
    bool json = false;                  ///< the answer as JSON
    bool strict = false;                ///< warnings fail
    std::vector<std::string> files;     ///< the arguments that are no flags
    std::vector<std::string> as_typed;  ///< the whole command line, for the provenance
};

}  // namespace gassan
