#pragma once

#include "cli/session.hpp"

#include <chrono>
#include <cstdint>
#include <string>

namespace gassan {

/// One line on stderr that tells stage, share, rate and remaining time, and is gone when the work is done. It is there
/// only for a person: silent when stderr is no terminal, and with --quiet.
class Progress {
public:
    enum class Unit { bytes, items, none };

    explicit Progress(const Session& session);
    ~Progress() { clear(); }
    Progress(const Progress&) = delete;
    Progress& operator=(const Progress&) = delete;

    /// Begins a stage; its clock starts now.
    void stage(const std::string& name, Unit unit = Unit::none);
    /// How far the stage is; drawn at most ten times a second.
    void at(std::uint64_t done, std::uint64_t all);
    void clear();

private:
    using Clock = std::chrono::steady_clock;

    void draw(std::uint64_t done, std::uint64_t all);

    Language language_;
    bool visible_;
    bool drawn_ = false;
    std::string name_;
    Unit unit_ = Unit::none;
    Clock::time_point begun_{}, last_{};
};

/// "MB/s" and "items/s" with the share done and the time left, from what is done after seconds.
[[nodiscard]] std::string progress_text(Language language, const std::string& stage, Progress::Unit unit,
                                        std::uint64_t done, std::uint64_t all, double seconds);

}  // namespace gassan
