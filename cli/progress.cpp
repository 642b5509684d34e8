#include "cli/progress.hpp"

#include "cli/messages.hpp"
#include "cli/talk.hpp"

#include <cmath>
#include <cstdio>

namespace gassan {

Progress::Progress(const Session& session)
    : language_(session.language), visible_(!session.quiet && talks_to_terminal()) {}

void Progress::stage(const std::string& name, Unit unit) {
    name_ = name;
    unit_ = unit;
    begun_ = last_ = Clock::now();
    if (visible_) draw(0, 0);
}

void Progress::at(std::uint64_t done, std::uint64_t all) {
    if (!visible_ || Clock::now() - last_ < std::chrono::milliseconds(100)) return;
    last_ = Clock::now();
    draw(done, all);
}

void Progress::clear() {
    if (drawn_) std::fputs("\r\x1b[K", stderr);
    drawn_ = false;
}

void Progress::draw(std::uint64_t done, std::uint64_t all) {
    const double seconds = std::chrono::duration<double>(Clock::now() - begun_).count();
    const std::string line = "\r\x1b[K" + progress_text(language_, name_, unit_, done, all, seconds);
    std::fwrite(line.data(), 1, line.size(), stderr);
    std::fflush(stderr);
    drawn_ = true;
}

std::string progress_text(Language language, const std::string& stage, Progress::Unit unit, std::uint64_t done,
                          std::uint64_t all, double seconds) {
    std::string text = stage;
    if (unit == Progress::Unit::none || done == 0 || all == 0 || !(seconds > 0.0)) return text + " ...";
    const double rate = double(done) / seconds;
    text += fmt::format("  {:.0f} %", 100.0 * double(done) / double(all));
    text += unit == Progress::Unit::bytes ? fmt::format("  {:.0f} MB/s", rate / 1e6) : fmt::format("  {:.1f} /s", rate);
    const double left_s = done < all ? std::ceil(double(all - done) / rate) : 0.0;
    return text + "  " + say(language, Say::seconds_left, grouped(std::uint64_t(left_s)));
}

}  // namespace gassan
