# The one way in which a file is written: whole, or not at all.

# The names of files that are not whole yet: the machine and the process that writes them.
UNFINISHED <- ".twinmlp-%s-%s-"

#' Write a file so that it always holds the whole old content or the whole new one.
#'
#' The content goes to a temporary file in the same folder, which then takes the file's name. A link
#' stays one, and so do owner and mode of a file that is there; a device or a pipe is written to.
#' Errors: E_FILE if it cannot be written.
#' @noRd
write_bytes <- function(path, content, argument) {
  force(content) # what makes it refuses in its own words
  path <- check_path(path, argument)
  written <- tryCatch(suppressWarnings({
    found <- file.info(path)
    known <- !is.na(found$mode)
    if (grepl("/$|^$", path) || (!known && is_link(path))) { # a link that leads nowhere
      FALSE
    } else if (known && (found$isdir || file.access(path, 2L) != 0L)) {
      FALSE
    } else if (known && (!is_regular(path, found$size) || is_stream(path))) {
      write_stream(path, content)
    } else {
      replace_file(normalizePath(path, mustWork = FALSE), content, found)
    }
  }), error = function(e) FALSE)
  if (!isTRUE(written)) fail("E_FILE", argument, "a writable file", quote_json(path))
  invisible()
}

#' Whether a path is that of an open file of a process, such as /dev/stdout.
#' @noRd
is_stream <- function(path) {
  folder <- normalizePath(dirname(path), mustWork = FALSE)
  grepl("^/dev/std|^/dev/fd/|^/proc/", file.path(folder, basename(path)))
}

#' Say whether a path is that of a symbolic link.
#' @noRd
is_link <- function(path) {
  isTRUE(nzchar(Sys.readlink(path), keepNA = TRUE))
}

#' Say whether a file of this size is a plain one: not a device or a pipe, whose size is 0.
#' @noRd
is_regular <- function(path, size) {
  size > 0 || .Platform$OS.type != "unix" || system2("test", c("-f", shQuote(path))) == 0L
}

#' Write to a device or a pipe.
#'
#' A program takes it, which says whether all was taken.
#' @noRd
write_stream <- function(path, content) {
  # To append, so that what is open stays as it is.
  stream <- pipe(paste("cat 2>/dev/null >>", shQuote(path)), "wb")
  tryCatch(writeBin(content, stream), finally = status <- close(stream))
  identical(as.integer(status), 0L)
}

#' Write a temporary file and rename it to the target; `found` describes an existing target.
#' @noRd
replace_file <- function(target, content, found) {
  folder <- dirname(target)
  remove_leftovers(folder)
  start <- sprintf(UNFINISHED, Sys.info()[["nodename"]], Sys.getpid())
  temporary <- tempfile(start, tmpdir = folder)
  on.exit(unlink(temporary, expand = FALSE)) # an interrupt, too, leaves nothing behind
  if (!file.create(temporary)) return(FALSE)
  if (!is.na(found$mode) && !keep_owner(temporary, found)) return(FALSE)
  connection <- file(temporary, "wb")
  tryCatch(writeBin(content, connection), finally = close(connection))
  identical(file.size(temporary), as.double(length(content))) && file.rename(temporary, target)
}

#' Give a file the owner and the mode of another one.
#' @noRd
keep_owner <- function(temporary, found) {
  now <- file.info(temporary)
  if (!identical(c(now$uid, now$gid), c(found$uid, found$gid))) {
    owner <- sprintf("%d:%d", found$uid, found$gid)
    if (system2("chown", c(owner, shQuote(temporary)), stderr = FALSE) != 0L) return(FALSE)
  }
  Sys.chmod(temporary, found$mode & as.octmode("777"), use_umask = FALSE)
}

#' Remove temporary files left by runs on this machine that were killed while writing.
#' @noRd
remove_leftovers <- function(folder) {
  if (.Platform$OS.type != "unix") return(invisible())
  start <- sub("-$", "", sprintf(UNFINISHED, Sys.info()[["nodename"]], ""))
  names <- dir(folder, all.files = TRUE)
  names <- names[startsWith(names, start)]
  process <- suppressWarnings(as.integer(sub("-.*$", "", substring(names, nchar(start) + 1L))))
  gone <- !is.na(process) & vapply(process, is_gone, NA)
  unlink(file.path(folder, names[gone]), expand = FALSE)
}

#' Whether no process has this number.
#' @noRd
is_gone <- function(process) {
  !is.na(process) && !tools::pskill(process, 0L) && !dir.exists(file.path("/proc", process))
}
