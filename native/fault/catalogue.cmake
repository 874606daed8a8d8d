# SPDX-License-Identifier: Apache-2.0
# catalogue.cmake: a C header from the catalogue of faults, which is the one place that lists them: the number
# of each (enum rb_defect), and for each trait the set of faults that have it, one bit a number.

function(write_catalogue_header json header)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${json})
  file(READ ${json} catalogue)
  string(JSON count LENGTH "${catalogue}" faults)
  math(EXPR last "${count} - 1")
  set(numbers "")
  set(traits "")
  foreach(i RANGE ${last})
    string(JSON fault GET "${catalogue}" faults ${i})
    string(JSON id GET "${fault}" id)
    string(JSON name GET "${fault}" name)
    string(REGEX REPLACE "^F0?" "" number ${id})
    if(number LESS 1 OR number GREATER 63)
      message(FATAL_ERROR "${json}: ${id} has no bit in a set of 64")
    endif()
    string(APPEND numbers "\tRB_${name} = ${number},\n")
    string(JSON its ERROR_VARIABLE without GET "${fault}" traits)
    if(without)
      continue()
    endif()
    string(REGEX MATCHALL "[a-z-]+" its "${its}")
    foreach(trait IN LISTS its)
      list(APPEND traits ${trait})
      list(APPEND having_${trait} "1ull << RB_${name}")
    endforeach()
  endforeach()
  list(REMOVE_DUPLICATES traits)
  set(sets "")
  foreach(trait IN LISTS traits)
    string(TOUPPER ${trait} word)
    string(REPLACE "-" "_" word ${word})
    list(JOIN having_${trait} " | " having)
    string(APPEND sets "#define RB_FAULTS_${word} (${having})\n")
  endforeach()
  set(text "/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/* catalogue.h: made by fault/catalogue.cmake from the catalogue of faults. */
#ifndef RB_CATALOGUE_H
#define RB_CATALOGUE_H

enum rb_defect {
${numbers}};
#define RB_LAST_FAULT ${number}

/* What each trait means says Trait.java. */
${sets}
#endif
")
  # Only when it is another one: everything that includes it would be compiled again.
  file(CONFIGURE OUTPUT ${header} CONTENT "${text}" @ONLY)
endfunction()
