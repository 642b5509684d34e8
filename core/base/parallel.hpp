#pragma once

#include <cstddef>
#include <functional>

namespace gassan {

/// Calls work(item) once for each item in [0, count), on up to `threads` threads. Items are handed out one by one
/// in unknown order: work must write only to the place of its own item, then the result cannot depend on threads.
/// The first exception (of the lowest item that threw) is rethrown after all threads have stopped.
void parallel_for(std::size_t count, int threads, const std::function<void(std::size_t item)>& work);

}  // namespace gassan
