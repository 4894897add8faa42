"""The live workbook: the article's spreadsheet, in which every number but the inputs is a formula."""
