# Most of what a build of everything takes is tests: the same heavy headers parsed again, and code optimised that runs once.
# The presets that run the tests therefore parse those headers once a target and optimise what is tested, not the tests.
# A compiler cache does better, and precompiled headers would spoil it: with one before the compiler there are none.
option(GASSAN_QUICK_TESTS "Tests with precompiled headers and little optimised" OFF)

# gassan_test_sources(<target> <header>...): a target whose sources are tests, and what they include beside the usual.
function(gassan_test_sources target)
  if(NOT GASSAN_QUICK_TESTS)
    return()
  endif()
  target_compile_options(${target} PRIVATE -O0)
  if(NOT CMAKE_CXX_COMPILER_LAUNCHER)
    target_precompile_headers(${target} PRIVATE <catch2/catch.hpp> <algorithm> <array> <charconv> <cmath> <cstdint>
      <filesystem> <functional> <map> <optional> <set> <span> <sstream> <string> <string_view> <vector> ${ARGN})
  endif()
endfunction()

# A header is seen to compile alone where its source begins with it, which headers before it would spoil: the libraries
# have theirs precompiled only where another preset proves that (asan: the preset test does).
option(GASSAN_QUICK_LIBRARIES "Libraries with precompiled headers" OFF)

# gassan_quick_library(<target> <header>...): a library whose sources often include these.
function(gassan_quick_library target)
  if(GASSAN_QUICK_LIBRARIES AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
    target_precompile_headers(${target} PRIVATE <algorithm> <array> <charconv> <cmath> <cstdint> <functional> <map>
      <optional> <set> <span> <string> <string_view> <vector> ${ARGN})
  endif()
endfunction()
