# SPDX-License-Identifier: Apache-2.0
# The recipe of CONTRIBUTING for a new fault, followed in a copy: one row of the catalogue, and one function in each
# place, with the line that names it there. Nothing else is edited, and the conductor knows it, events meet it, and
# the program of BPF has it. With: SOURCE, CATALOGUE, SCRATCH, COMPILER, CLANG, BPF_ARCH, TRIPLET
cmake_minimum_required(VERSION 3.19)

function(run)
  execute_process(COMMAND ${ARGN} RESULT_VARIABLE failed OUTPUT_VARIABLE said ERROR_VARIABLE said)
  if(failed)
    message(FATAL_ERROR "${ARGN}: ${said}")
  endif()
endfunction()

# Puts text before the only place that says so.
function(insert file before text)
  file(READ ${file} all)
  string(FIND "${all}" "${before}" at)
  string(FIND "${all}" "${before}" last REVERSE)
  if(at LESS 0 OR NOT at EQUAL last)
    message(FATAL_ERROR "${file}: not once there: ${before}")
  endif()
  string(REPLACE "${before}" "${text}${before}" all "${all}")
  file(WRITE ${file} "${all}")
endfunction()

file(REMOVE_RECURSE ${SCRATCH})
file(COPY ${SOURCE}/bpf ${SOURCE}/content ${SOURCE}/fault ${SOURCE}/include ${SOURCE}/lib ${SOURCE}/sensor
  ${SOURCE}/test DESTINATION ${SCRATCH})

# The catalogue.
file(READ ${CATALOGUE} catalogue)
string(JSON count LENGTH "${catalogue}" faults)
math(EXPR number "${count} + 1")
string(JSON row GET "${catalogue}" faults 0)
string(JSON row SET "${row}" id "\"F${number}\"")
string(JSON row SET "${row}" name "\"OF_A_TEST\"")
string(JSON catalogue SET "${catalogue}" faults ${count} "${row}")
file(WRITE ${SCRATCH}/catalogue.json "${catalogue}")

# User mode.
insert(${SCRATCH}/fault/defects.c "static void crash_at_init(void)"
"static int32_t be_of_a_test(const struct rb_content *content, const uint64_t *fields, int32_t rule)
{
	return 4711;
}

")
insert(${SCRATCH}/fault/defects.c "	[RB_ALLOC_FAIL] = {" "	[RB_OF_A_TEST] = { .damage = be_of_a_test },
")

# BPF.
insert(${SCRATCH}/bpf/defects.bpf.h "	case RB_ALLOC_FAIL:" "	case RB_OF_A_TEST:
		return 4711;
")

include(${SCRATCH}/fault/catalogue.cmake)
write_catalogue_header(${SCRATCH}/catalogue.json ${SCRATCH}/catalogue.h)
set(include_paths -I${SCRATCH})
foreach(folder content fault include lib sensor)
  list(APPEND include_paths -I${SCRATCH}/${folder})
endforeach()
run(${COMPILER} -std=c11 -D_GNU_SOURCE -DRB_FAULTS -Wall -Wextra -Wno-unused-parameter -Wno-infinite-recursion
  -Wno-array-bounds -Wno-stringop-overflow -Wno-use-after-free ${include_paths}
  ${SCRATCH}/fault/defects.c ${SCRATCH}/fault/options.c ${SCRATCH}/test/defect_test.c -lpthread -o ${SCRATCH}/defect-test)
run(${SCRATCH}/defect-test F${number} 4711)
run(${CLANG} -O2 -g -ffreestanding -Wall -Wextra -Werror -Wno-unused-parameter -target bpf
  -D__TARGET_ARCH_${BPF_ARCH} -DRB_FAULTS -I${SCRATCH} -I${SCRATCH}/include -I${SCRATCH}/content
  -I/usr/include/${TRIPLET} -c ${SCRATCH}/bpf/tracepoint.bpf.c -o ${SCRATCH}/faulty.bpf.o)
